package rejoin

import (
	"context"
	"encoding/json"
	"net/http"
)

// Readiness is what /readyz answers.
type Readiness struct {
	// Ready is whether the node says that it can work.
	Ready bool `json:"-"`
	// Reason is why not.
	Reason string
	// Dependencies tells of each what it needs whether that is "ok" or "away".
	Dependencies map[string]string
}

// Readiness asks the node.
func (n *Node) Readiness(ctx context.Context) (r Readiness, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, n.URL+"/readyz", nil)
	if err != nil {
		return r, err
	}
	response, err := n.options.Client.Do(request)
	if err != nil {
		return r, err
	}
	defer response.Body.Close()
	r.Ready = response.StatusCode == http.StatusOK
	return r, json.NewDecoder(response.Body).Decode(&r)
}
