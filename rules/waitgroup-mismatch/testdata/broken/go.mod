module example.com/testdata/waitgroup-mismatch/broken

go 1.22
