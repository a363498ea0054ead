module example.com/testdata/unstopped-timer/go1.23

go 1.23
