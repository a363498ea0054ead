module example.com/testdata/lock-order

go 1.22
