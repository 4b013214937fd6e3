package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// model is an API in the api-2 format. Fields that do not steer the output are
// read all the same, so that a key the generator has never seen is an error and
// not silently lost.
type model struct {
	Version    string
	Metadata   metadata
	Operations map[string]*operation
	Shapes     map[string]*shape
}

type metadata struct {
	APIVersion string `json:"apiVersion"`
	ServiceID  string `json:"serviceId"`
}

type operation struct {
	Name       string
	HTTP       binding
	Input      *ref
	Output     *ref
	Errors     []ref
	Idempotent bool
}

type binding struct {
	Method       string
	RequestURI   string `json:"requestUri"`
	ResponseCode int    `json:"responseCode"`
}

// ref is the use of a shape: as a member, an item, a key, an input.
type ref struct {
	Shape            string
	Location         string // "", uri, querystring, header
	LocationName     string `json:"locationName"`
	IdempotencyToken bool   `json:"idempotencyToken"`
	Box              bool   // numbers that may be absent; all of ours may
	// Default is what the documentation says of an absent member. The published
	// format has no such key, overlays do; it goes into the comment only,
	// because a service must still tell absent from present.
	Default string
}

type shape struct {
	Type    string
	Members map[string]*ref
	// Required lists member names.
	Required []string
	Union    bool
	Member   *ref // of a list
	Key      *ref // of a map
	Value    *ref
	Enum     []string
	// Min and Max bound a length or a value; as text, because they reach 2^63-1.
	Min, Max        json.Number
	Pattern         string
	TimestampFormat string `json:"timestampFormat"`
	Box             bool
	Sensitive       bool
	Exception       bool
	Fault           bool
	Error           struct {
		HTTPStatusCode int  `json:"httpStatusCode"`
		SenderFault    bool `json:"senderFault"`
		Code           string
	}
}

// parseModel gives a document its types.
func parseModel(doc document) (*model, error) {
	sections := document{"operations": doc["operations"], "shapes": doc["shapes"]}
	raw, err := json.Marshal(sections)
	if err != nil {
		return nil, err
	}
	m := new(model)
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	// The metadata has many keys and only these count.
	raw, err = json.Marshal(doc["metadata"])
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &m.Metadata); err != nil {
		return nil, fmt.Errorf("model: metadata: %w", err)
	}
	return m, nil
}

// requires reports whether a structure requires the member.
func (s *shape) requires(member string) bool {
	return slices.Contains(s.Required, member)
}
