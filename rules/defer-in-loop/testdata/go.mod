module example.com/testdata/defer-in-loop

go 1.22
