module example.com/testdata/blocked-receive

go 1.22
