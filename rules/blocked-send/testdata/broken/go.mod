module example.com/testdata/blocked-send/broken

go 1.22
