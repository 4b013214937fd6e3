package front

import (
	"net/http"
	"slices"
)

// spoil is a parameter of a path's query that arrives otherwise than it was sent.
type spoil struct{ path, parameter string }

// Spoil changes a parameter in the query of the next request of the path.
func (f *Front) Spoil(path, parameter string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.spoils = append(f.spoils, spoil{path, parameter})
}

// nextSpoil takes the parameter to change for the path, if one is due.
func (f *Front) nextSpoil(path string) (parameter string, due bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.spoils, func(x spoil) bool { return x.path == path })
	if i < 0 {
		return "", false
	}
	parameter = f.spoils[i].parameter
	f.spoils = slices.Delete(f.spoils, i, i+1)
	return parameter, true
}

func (f *Front) spoiling(server http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if parameter, due := f.nextSpoil(r.URL.Path); due {
			query := r.URL.Query()
			query.Set(parameter, "spoilt"+query.Get(parameter))
			r.URL.RawQuery = query.Encode()
		}
		server.ServeHTTP(w, r)
	})
}
