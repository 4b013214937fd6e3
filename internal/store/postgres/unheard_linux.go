package postgres

import (
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT, in milliseconds, which the package syscall
// does not name everywhere.
const tcpUserTimeout = 18

// giveUpUnheard sets for how long what was sent may stay unacknowledged.
func giveUpUnheard(fd uintptr, after time.Duration) error {
	return syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(after.Milliseconds()))
}
