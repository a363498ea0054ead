module example.com/testdata/unstopped-worker

go 1.22
