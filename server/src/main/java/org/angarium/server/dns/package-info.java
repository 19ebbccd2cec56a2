/**
 * Asking the Domain Name System, on behalf of everything that must know where mail goes or where it
 * comes from.
 *
 * <p>{@link org.angarium.mail.dns.DnsResolver} is the border: sender authentication, policy and
 * delivery see only it. {@link org.angarium.server.dns.CachingDnsResolver} is the implementation;
 * dnsjava writes and reads the packets. It is a stub resolver: it needs a recursive name server,
 * that of the system or those that are configured.
 *
 * <p>What matters for mail is that the three kinds of "no" are kept apart: the name does not exist
 * (RFC 1035 RCODE 3: give up), the name has no such records (go on with what the protocol says),
 * and the question was not answered (SERVFAIL, timeout, nonsense: try again later, never bounce).
 * {@link org.angarium.mail.dns.DnsAnswer} is sealed, so that nobody forgets one of them.
 *
 * <p>{@link org.angarium.server.dns.MxResolver} applies RFC 5321 §5.1 and RFC 7505 to find the
 * hosts that take mail for a domain.
 *
 * <p>Threads: callers wait on virtual threads, parked; the sockets are served by one selector
 * thread of dnsjava's. Whatever a server says is untrusted: counts, sizes, chains of aliases and
 * life times are bounded; the cache holds a bounded number of answers.
 */
@NullMarked
package org.angarium.server.dns;

import org.jspecify.annotations.NullMarked;
