module example.com/testdata/waitgroup-mismatch

go 1.22
