package flow

import "strconv"

// What $.Lex holds. spec: List of contact attributes, Amazon Lex.
type lexNamespace struct {
	IntentName         string
	DialogState        string
	Slots              map[string]string
	SessionAttributes  map[string]string
	IntentConfidence   *lexScore               `json:",omitempty"`
	SentimentResponse  *lexSentiment           `json:",omitempty"`
	AlternativeIntents map[string]lexCandidate `json:",omitempty"`
}

type lexScore struct{ Score float64 }

type lexSentiment struct{ Label string }

type lexCandidate struct {
	IntentName       string
	IntentConfidence lexScore
	Slots            map[string]string
}

// lexValues is what a bot's answer leaves for references. Other meanings than the
// chosen one are found by their intent's name, and by their rank from 1.
func lexValues(a BotAnswer, attributes map[string]string) lexNamespace {
	v := lexNamespace{
		IntentName: a.Intent, DialogState: a.DialogAction,
		Slots: a.Slots, SessionAttributes: attributes,
	}
	if a.over() && a.IntentState != "" {
		v.DialogState = a.IntentState
	}
	rank := 0
	for i, meaning := range a.Interpretations {
		if i == 0 {
			if meaning.Score != 0 {
				v.IntentConfidence = &lexScore{meaning.Score}
			}
			if meaning.Sentiment != "" {
				v.SentimentResponse = &lexSentiment{meaning.Sentiment}
			}
		}
		if meaning.Intent == a.Intent || meaning.Intent == "" {
			continue
		}
		rank++
		if v.AlternativeIntents == nil {
			v.AlternativeIntents = map[string]lexCandidate{}
		}
		other := lexCandidate{meaning.Intent, lexScore{meaning.Score}, meaning.Slots}
		v.AlternativeIntents[strconv.Itoa(rank)] = other
		v.AlternativeIntents[meaning.Intent] = other
	}
	return v
}
