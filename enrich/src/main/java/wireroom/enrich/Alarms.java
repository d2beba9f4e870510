package wireroom.enrich;

import java.time.Instant;
import wireroom.article.ArticleId;
import wireroom.model.Alarm;

/**
 * Makes alarms of one edition.
 *
 * @param edition who says so: replays are heard by nobody until they are promoted
 */
record Alarms(String edition) {
    /** A notice acts on an article that nobody knows. */
    static final String TARGET_MISSING = "TARGET_MISSING";
    /** Numbers of a service are missing. */
    static final String SEQUENCE_GAP = "SEQUENCE_GAP";
    /** An embargo came after a free version. */
    static final String LEAK_RISK = "LEAK_RISK";

    /** Key of the record: one matter of one edition. */
    static String key(Alarm alarm) {
        return alarm.getKind() + '|' + alarm.getSubject() + '|' + alarm.getEdition();
    }

    /** @param subject begins with the provider, as article ids do */
    Alarm of(String kind, String subject, String detail, String mend, Instant since, boolean cleared) {
        return Alarm.newBuilder()
                .setKind(kind)
                .setSubject(subject)
                .setProvider(ArticleId.parse(subject).provider())
                .setEdition(edition)
                .setDetail(detail)
                .setMend(mend)
                .setSince(since)
                .setCleared(cleared)
                .build();
    }

    /** @param said the reference as the wire wrote it */
    Alarm missing(String subject, String said, String action, String notice, Instant since, boolean cleared) {
        return of(
                TARGET_MISSING,
                subject,
                action + " by " + notice + " is for " + said + ", which nobody knows"
                        + (cleared ? " until now" : " yet"),
                "it is applied when that comes; ask the provider whom it means",
                since,
                cleared);
    }
}
