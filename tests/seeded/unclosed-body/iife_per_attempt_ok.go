package attempts

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

func Load(url string, v any) (err error) {
	for i := range 4 {
		err = func() error {
			resp, err := http.Get(url)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			if resp.StatusCode >= 500 {
				return fmt.Errorf("attempt %d: %s", i, resp.Status)
			}
			return json.NewDecoder(resp.Body).Decode(v)
		}()
		if err == nil {
			return nil
		}
		time.Sleep(time.Duration(i) * time.Second)
	}
	return err
}
