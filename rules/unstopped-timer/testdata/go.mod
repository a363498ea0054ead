module example.com/testdata/unstopped-timer

go 1.22
