module example.com/testdata/unstopped-signal

go 1.24
