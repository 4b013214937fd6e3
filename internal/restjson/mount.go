package restjson

import "net/http"

// Mount serves a request with the first handler that it belongs to, otherwise
// with rest. It stands before any mux, because the standard one redirects paths
// that it finds unclean.
func Mount(rest http.Handler, handlers ...*Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range handlers {
			if h.Match(r) {
				h.ServeHTTP(w, r)
				return
			}
		}
		rest.ServeHTTP(w, r)
	})
}

// NotFound answers like an API that has no operation of the path: the last
// resort of a listener whose clients expect JSON.
func NotFound(w http.ResponseWriter, _ *http.Request) {
	w.Header()[HeaderRequestID] = []string{newRequestID()}
	w.Header()[HeaderErrorType] = []string{CodeUnknownOperation}
	write(w, http.StatusNotFound, []byte(`{"__type":"`+CodeUnknownOperation+`","message":"no operation has this path"}`))
}
