module example.com/testdata/blocked-send

go 1.22
