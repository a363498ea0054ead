package weather

import (
	"encoding/json"
	"net/http"
)

type Report struct {
	Celsius float64 `json:"c"`
	Wind    int     `json:"wind"`
}

func Fetch(station string) (*Report, error) {
	res, err := http.Get("https://weather.example/" + station) // want "[Bb]ody"
	if err != nil {
		return nil, err
	}
	rep := new(Report)
	if err := json.NewDecoder(res.Body).Decode(rep); err != nil {
		return nil, err
	}
	return rep, nil
}
