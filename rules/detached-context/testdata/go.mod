module example.com/testdata/detached-context

go 1.22
