package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// What a flow whispers to the agent is marked at his desk as what only agents see, where
// it was pushed and where it was read from the transcript.
func TestDeskPageMarksWhispers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := crewOf(t, s, "Bert")
	whisper, err := s.Connect().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
		InstanceId: aws.String(s.InstanceID()), Type: types.ContactFlowTypeAgentWhisper,
		Name: aws.String(fmt.Sprintf("whisper %d", flowsMade.Add(1))), Content: aws.String(whisperFlow("a friend of the house")),
	})
	must(t, err)
	c.flow = flowID(t, s, "whispering", hooked(c.queue, "AgentWhisper", aws.ToString(whisper.ContactFlowId)))
	bert := c.at(0, desktop("en-GB", "light"))
	becomesAvailable(bert)
	bert.See("New chats appear here")
	customer := c.arrives()
	bert.See("Incoming chat")
	bert.Press("Alt+a")
	bert.See("a friend of the house")
	customer.Say("hello")
	bert.See("hello")
	marked := func() {
		t.Helper()
		bert.See("Only agents see this")
		if got := bert.Texts(".message.internal .text"); !slices.Equal(got, []string{"a friend of the house"}) {
			t.Errorf("got %q marked, want the whisper alone", got)
		}
	}
	marked()
	bert.Screenshot("desk-whisper")
	bert.Reload()
	marked()
	if got := spoken(history(t, customer, 15)); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("the customer reads %q, want no whisper", got)
	}
}
