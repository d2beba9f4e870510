package wireroom.ingest.format.newsmlg2;

import wireroom.ingest.format.Plain;
import wireroom.ingest.format.xml.XmlElement;

/**
 * What the envelope says of every item in it.
 *
 * @param sent when it was sent, as written; null for an item without an envelope
 * @param priority 1 (highest) to 9, as written; null when it is not said
 */
record Message(String sent, String priority) {
    static Message of(XmlElement head) {
        return head == null
                ? new Message(null, null)
                : new Message(
                        head.at("header", "sent").map(e -> Plain.line(e.text())).orElse(null),
                        head.at("header", "priority")
                                .map(e -> Plain.line(e.text()))
                                .orElse(null));
    }
}
