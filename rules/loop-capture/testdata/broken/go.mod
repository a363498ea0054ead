module example.com/testdata/loop-capture/broken

go 1.21
