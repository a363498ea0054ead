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
		defer c.Close() // want "c"
		if _, err := io.Copy(c, c); err != nil {
			log.Print(err)
		}
	}
}
