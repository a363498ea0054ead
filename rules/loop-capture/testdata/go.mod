module example.com/testdata/loop-capture

go 1.22
