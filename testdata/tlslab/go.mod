module example.com/tlslab

go 1.21
