package hactl.jetty6;

/** The way to the partners. */
interface Wire {
    /** Tells all partners about a session; returns after they have it, where replication is synchronous. */
    void put(String context, String id, Copy copy);

    /** Tells all partners that a session is gone. */
    void delete(String context, String id);

    /** Registers the application and asks the partners for its sessions; returns when they are here, or in vain. */
    void join(String context, ReplicatedSessions sessions);

    /** The application stops: nothing more is brought to it. */
    void leave(String context, ReplicatedSessions sessions);
}
