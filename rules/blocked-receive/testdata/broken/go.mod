module example.com/testdata/blocked-receive/broken

go 1.22
