module example.com/testdata/expired-cleanup-context

go 1.22
