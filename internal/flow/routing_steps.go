package flow

import (
	"encoding/json"
	"errors"
	"strings"
)

// ReadRoutingSteps reads routing criteria as the API has them, {"Steps": […]},
// under the rules of UpdateContactRoutingCriteria. An error tells everything that
// is wrong. spec: RoutingCriteriaInput.
func ReadRoutingSteps(criteria json.RawMessage) ([]RoutingStep, error) {
	fields, err := decodeObject(criteria, routingCriteria.name)
	if err != nil {
		return nil, err
	}
	var r criteriaReader
	steps := r.steps(fields)
	if len(r.faults) > 0 {
		return nil, errors.New(strings.Join(r.faults, "; "))
	}
	return steps, nil
}
