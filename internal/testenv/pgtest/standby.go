package pgtest

import (
	"errors"
	"strconv"
)

// Standby makes and starts a standby that streams from the server, and lets the
// server acknowledge no commit that the standby does not have on its disk.
func (s *Server) Standby() (_ *Server, err error) {
	b, err := newServer(s.settings)
	if err != nil {
		return nil, err
	}
	b.standby = true
	s.standbys = append(s.standbys, b)
	name := "standby" + strconv.Itoa(len(s.standbys))
	if _, err := s.programs.run(b.dir, "pg_basebackup", "--pgdata="+b.data(), "--wal-method=stream",
		"--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--dbname=host="+host+" port="+strconv.Itoa(s.port)+
			" user="+owner+" password='"+password+"' application_name="+name); err != nil {
		return nil, err
	}
	if err := b.Resume(); err != nil {
		return nil, err
	}
	_, err1 := s.SQL("postgres", "ALTER SYSTEM SET synchronous_standby_names = '"+name+"'")
	_, err2 := s.SQL("postgres", "SELECT pg_reload_conf()")
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return b, s.process.log.await(`"` + name + `" is now a synchronous standby`)
}

// Promote makes a standby a server of its own, that takes writes and waits for
// no standby.
func (s *Server) Promote() error {
	_, err1 := s.SQL("postgres", "SELECT pg_promote(true, 60)")
	s.standby = false
	return errors.Join(err1, s.process.log.await("database system is ready to accept connections"))
}
