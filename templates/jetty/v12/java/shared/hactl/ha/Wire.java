package hactl.ha;

/** The way to the partners. */
public interface Wire {
    /** Tells all partners about a session; returns after they have it, where replication is synchronous. */
    void put(String context, String id, Copy copy);

    /** Tells all partners that a session has ended. */
    void end(String context, String id, long keep);

    /** Registers the application and asks every partner for its sessions; returns when they are here, or in vain. */
    void join(String context, Copies copies);

    /** The application stops: nothing more is brought to it. */
    void leave(String context, Copies copies);
}
