module example.com/testdata/nil-channel

go 1.22
