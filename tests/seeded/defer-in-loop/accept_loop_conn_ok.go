package acceptloopconn

import (
	"io"
	"log"
	"net"
)

func Echo(lis net.Listener) error {
	for {
		c, err := lis.Accept()
		if err != nil {
			return err
		}
		_, err = io.Copy(c, c)
		if cerr := c.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			log.Print(err)
		}
	}
}
