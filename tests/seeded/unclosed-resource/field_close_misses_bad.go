package fieldclosemisses

import "os"

type Journal struct {
	path  string
	data  *os.File
	index *os.File
}

func OpenJournal(path string) (*Journal, error) {
	data, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	index, err := os.OpenFile(path+".idx", os.O_RDWR|os.O_CREATE, 0o600) // want "index"
	if err != nil {
		data.Close()
		return nil, err
	}
	return &Journal{path: path, data: data, index: index}, nil
}

func (j *Journal) Append(rec []byte) error {
	if _, err := j.data.Write(rec); err != nil {
		return err
	}
	_, err := j.index.Write([]byte{byte(len(rec))})
	return err
}

func (j *Journal) Close() error { // or "index"
	if err := j.data.Sync(); err != nil {
		return err
	}
	return j.data.Close()
}
