package releasedonpurpose

import "os/exec"

type Daemon struct {
	Args []string
	Pid  int
}

func (d *Daemon) Spawn(detach bool) error {
	cmd := exec.Command(d.Args[0], d.Args[1:]...)
	if err := cmd.Start(); err != nil {
		return err
	}
	d.Pid = cmd.Process.Pid
	if detach {
		return cmd.Process.Release()
	}
	return cmd.Wait()
}
