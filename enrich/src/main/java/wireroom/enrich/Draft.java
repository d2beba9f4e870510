package wireroom.enrich;

import java.util.List;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.text.CleanText;
import wireroom.enrich.token.Tokens;
import wireroom.model.Alarm;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;

/**
 * An article on its way through the steps. It never leaves the process, so handing it on costs nothing.
 *
 * @param cause why it is looked at
 * @param head what may be shown; null when there is only a refusal
 * @param item the text to enrich; null when there must be none, or when it is enriched already
 * @param authority state of the authority that its text is linked by
 * @param text after step {@code text}
 * @param tokens of the body, after step {@code text}
 * @param language after step {@code language}
 * @param entities after step {@code entity}
 * @param mediaTopics after step {@code mediatopic}
 * @param rejected why it goes no further; null when it does
 * @param alarm what a person should know; null when nothing
 */
record Draft(
        Cause cause,
        Head head,
        WireItem item,
        long authority,
        CleanText text,
        Tokens tokens,
        String language,
        List<Entity> entities,
        List<MediaTopic> mediaTopics,
        RejectedItem rejected,
        Alarm alarm) {

    static Draft of(Cause cause, Head head, WireItem item, long authority) {
        return new Draft(cause, head, item, authority, null, null, null, List.of(), List.of(), null, null);
    }

    static Draft refused(Cause cause, RejectedItem reject) {
        return new Draft(cause, null, null, 0, null, null, null, List.of(), List.of(), reject, null);
    }

    /** Nothing of an article, only what a person should know. */
    static Draft of(Cause cause, Alarm alarm) {
        return new Draft(cause, null, null, 0, null, null, null, List.of(), List.of(), null, alarm);
    }

    Draft withAlarm(Alarm raised) {
        return new Draft(cause, head, item, authority, text, tokens, language, entities, mediaTopics, rejected, raised);
    }

    /** Whether there is a text that wants enriching. */
    boolean wantsSteps() {
        return item != null && rejected == null;
    }

    Draft withText(CleanText clean, Tokens body) {
        return new Draft(cause, head, item, authority, clean, body, language, entities, mediaTopics, rejected, alarm);
    }

    Draft withLanguage(String tag) {
        return new Draft(cause, head, item, authority, text, tokens, tag, entities, mediaTopics, rejected, alarm);
    }

    Draft withEntities(List<Entity> found) {
        return new Draft(cause, head, item, authority, text, tokens, language, found, mediaTopics, rejected, alarm);
    }

    Draft withMediaTopics(List<MediaTopic> topics) {
        return new Draft(cause, head, item, authority, text, tokens, language, entities, topics, rejected, alarm);
    }

    Draft withRejected(RejectedItem reject) {
        return new Draft(cause, head, item, authority, text, tokens, language, entities, mediaTopics, reject, alarm);
    }
}
