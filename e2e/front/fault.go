package front

import (
	"net/http"
	"net/http/httptest"
	"slices"

	"github.com/rejoin-chat/rejoin/e2e/forward"
)

// Answer is a modelled error.
type Answer struct {
	Status int
	Error  string
	// Lost lets the server act before its answer is replaced, as when a
	// connection breaks on the way back.
	Lost bool
}

// fault replaces the next answers of a path.
type fault struct {
	path   string
	answer Answer
	left   int
}

// Fail replaces the next answers to requests of the path.
func (f *Front) Fail(path string, times int, a Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, &fault{path, a, times})
}

// next takes a fault for the path, if one is due.
func (f *Front) next(path string) (Answer, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.faults, func(x *fault) bool { return x.path == path && x.left > 0 })
	if i < 0 {
		return Answer{}, false
	}
	f.faults[i].left--
	return f.faults[i].answer, true
}

func (f *Front) faulty(server http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, due := f.next(r.URL.Path)
		if !due {
			server.ServeHTTP(w, r)
			return
		}
		if a.Lost {
			server.ServeHTTP(httptest.NewRecorder(), r)
		}
		forward.Answer(w, a.Status, a.Error, "replaced on the way")
	})
}
