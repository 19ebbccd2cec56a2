@NullMarked
package org.angarium.mail.dmarc;

import org.jspecify.annotations.NullMarked;
