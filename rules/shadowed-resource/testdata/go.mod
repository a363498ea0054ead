module example.com/testdata/shadowed-resource

go 1.22
