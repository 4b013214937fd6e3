package connectsvc_test

import (
	"strings"
	"testing"
	"time"
)

// steps are routing criteria of two kinds of conditions in one expression, and of
// one for good.
const steps = `{"Steps":[{"Expiry":{"DurationInSeconds":60},"Expression":{"OrExpression":[` +
	`{"AttributeCondition":{"Name":"Tea","Value":"Green","ComparisonOperator":"NumberGreaterOrEqualTo","ProficiencyLevel":3}},` +
	`{"AndExpression":[{"NotAttributeCondition":{"Name":"Tea","Value":"Black","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":1,"MaxProficiencyLevel":2}}}]}]}},` +
	`{"Expression":{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["a"]}}}}}]}`

func routingPath(contact string) string {
	return "/contacts/" + instance + "/" + contact + "/routing-data"
}

func TestRoutingDataOfAQueuedContact(t *testing.T) {
	s := newSite(t)
	id := s.start(t, "").ContactId
	check := func(when, priority, adjustment, criteria string) {
		t.Helper()
		c := describe(t, s, id)
		for member, want := range map[string]string{
			"QueuePriority": priority, "QueueTimeAdjustmentSeconds": adjustment, "RoutingCriteria": criteria,
		} {
			if got := string(c[member]); got != want {
				t.Errorf("%s: %s: got %s, want %s", when, member, got, want)
			}
		}
	}
	change := func(body string) {
		t.Helper()
		want(t, s.call(t, "POST", routingPath(id), body), 200, "")
	}
	check("before", "", "", "")
	change(`{"QueuePriority":9007199254740993}`)
	check("a priority", "9007199254740993", "", "")
	s.Clock.Advance(time.Minute)
	change(`{"QueueTimeAdjustmentSeconds":-86400,"RoutingCriteria":` + steps + `}`)
	told := func(first, second string) string {
		return strings.NewReplacer(
			`{"Steps":[`, `{"ActivationTimestamp":1772355660,"Index":0,"Steps":[`,
			`{"DurationInSeconds":60}`, `{"DurationInSeconds":60,"ExpiryTimestamp":1772355720}`,
			`]}},{"Exp`, `]},"Status":"`+first+`"},{"Exp`, `["a"]}}}}}]`, `["a"]}}}},"Status":"`+second+`"}]`,
		).Replace(steps)
	}
	check("an adjustment and criteria", "9007199254740993", "-86400", ordered(told("ACTIVE", "INACTIVE")))
	s.Clock.Advance(time.Minute)
	check("a minute later", "9007199254740993", "-86400", ordered(told("EXPIRED", "ACTIVE")))
	change(`{"RoutingCriteria":{"Steps":[]},"QueuePriority":2}`)
	check("criteria taken away", "2", "-86400", "")
}

func TestRoutingDataThatIsRefused(t *testing.T) {
	s := newSite(t)
	path := routingPath(s.start(t, "").ContactId)
	ended := s.start(t, "").ContactId
	s.stop(t, ended)
	criteria := func(list string) string { return `{"RoutingCriteria":{"Steps":` + list + `}}` }
	const bad, one = "InvalidParameterException", `{"QueuePriority":1}`
	s.refuse(t,
		refusal{"nothing", "POST", path, `{}`, 400, bad, "QueuePriority"},
		refusal{"both", "POST", path, `{"QueuePriority":1,"QueueTimeAdjustmentSeconds":1}`, 400, bad, "only one"},
		refusal{"priority 0", "POST", path, `{"QueuePriority":0}`, 400, bad, "QueuePriority"},
		refusal{"a priority that is text", "POST", path, `{"QueuePriority":"first"}`, 400, "SerializationException", "QueuePriority"},
		refusal{"an adjustment out of bounds", "POST", path, `{"QueueTimeAdjustmentSeconds":2147483648}`, 400, "SerializationException", "QueueTimeAdjustmentSeconds"},
		refusal{"criteria without steps", "POST", path, `{"RoutingCriteria":{}}`, 400, bad, "Steps"},
		refusal{"six steps", "POST", path, criteria("[" + strings.Repeat(`{"Expression":{"AttributeCondition":{"Name":"a","Value":"b","ComparisonOperator":"NumberGreaterOrEqualTo"}}},`, 5) + `{"Expression":{"AttributeCondition":{"Name":"a","Value":"b","ComparisonOperator":"NumberGreaterOrEqualTo"}}}]`), 400, bad, "1 to 5 steps"},
		refusal{"a level of 6", "POST", path, criteria(`[{"Expression":{"AttributeCondition":{"Name":"a","Value":"b","ComparisonOperator":"NumberGreaterOrEqualTo","ProficiencyLevel":6}}}]`), 400, bad, "ProficiencyLevel"},
		refusal{"a step of no time", "POST", path, criteria(`[{"Expiry":{"DurationInSeconds":0},"Expression":{"AttributeCondition":{"Name":"a","Value":"b","ComparisonOperator":"NumberGreaterOrEqualTo"}}}]`), 400, bad, "RoutingCriteria: DurationInSeconds of step 1"},
		refusal{"two expressions in one", "POST", path, criteria(`[{"Expression":{"OrExpression":[],"AndExpression":[]}}]`), 400, bad, "exactly one of"},
		refusal{"an unknown contact", "POST", routingPath("x"), one, 404, "ResourceNotFoundException", "ContactId"},
		refusal{"another instance", "POST", strings.Replace(path, instance, "other", 1), one, 404, "ResourceNotFoundException", "ContactId"},
		refusal{"an ended contact", "POST", routingPath(ended), one, 409, "ResourceConflictException", "has ended"},
	)
}

// ordered gives the members of conditions the order in which they are answered.
func ordered(s string) string {
	return strings.NewReplacer(
		`{"Name":"Tea","Value":"Green","ComparisonOperator":"NumberGreaterOrEqualTo","ProficiencyLevel":3}`,
		`{"ComparisonOperator":"NumberGreaterOrEqualTo","Name":"Tea","ProficiencyLevel":3,"Value":"Green"}`,
		`{"Name":"Tea","Value":"Black","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":1,"MaxProficiencyLevel":2}}`,
		`{"ComparisonOperator":"Range","Name":"Tea","Range":{"MaxProficiencyLevel":2,"MinProficiencyLevel":1},"Value":"Black"}`,
	).Replace(s)
}
