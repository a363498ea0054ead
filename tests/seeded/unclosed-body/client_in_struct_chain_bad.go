package deploy

import (
	"errors"
	"net/http"
	"strings"
)

type config struct {
	transport struct {
		client *http.Client
	}
	endpoint string
}

type Deployer struct {
	cfg  *config
	name string
}

func (d *Deployer) Roll(version string) error {
	req, err := http.NewRequest("POST", d.cfg.endpoint, strings.NewReader(version))
	if err != nil {
		return err
	}
	resp, err := d.cfg.transport.client.Do(req) // want "[Bb]ody"
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return errors.New("roll out of " + d.name + " refused")
	}
	return nil
}
