package app

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// dateHeader is the Date of all answers, by the clock that everything else goes
// by: clients correct their own clock by it before they sign again.
// client: aws-sdk-go-v2 aws/retry/middleware.go.
type dateHeader struct {
	clock clock.Clock
	last  atomic.Pointer[datedSecond]
}

// datedSecond is the header's value throughout one second. Nobody changes it.
type datedSecond struct {
	second int64
	value  []string
}

func (d *dateHeader) now() []string {
	now := d.clock.Now()
	if last := d.last.Load(); last != nil && last.second == now.Unix() {
		return last.value
	}
	next := &datedSecond{now.Unix(), []string{now.In(time.UTC).Format(http.TimeFormat)}}
	d.last.Store(next)
	return next.value
}
