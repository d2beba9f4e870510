package wireroom.ingest.push;

import java.util.Map;

/** Hears what WebSub hubs say at the address that they were told. */
public interface HubCallbacks {

    /** Whether anybody was told this address; nothing is read from others. */
    boolean knows(String token);

    /** A hub asks whether a subscription was meant, or denies it. */
    Reply verify(String token, Map<String, String> query);

    /**
     * A hub brings what is new.
     *
     * @param signature value of {@code X-Hub-Signature}, or null
     */
    Reply deliver(String token, String signature, byte[] body);

    /** What the hub is answered. */
    record Reply(int status, String body) {}
}
