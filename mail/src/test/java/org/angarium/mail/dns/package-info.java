@NullMarked
package org.angarium.mail.dns;

import org.jspecify.annotations.NullMarked;
