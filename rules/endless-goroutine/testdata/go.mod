module example.com/testdata/endless-goroutine

go 1.22
