module example.com/testdata/held-lock/broken

go 1.22
