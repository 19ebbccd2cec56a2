@NullMarked
package org.angarium.mail.dkim;

import org.jspecify.annotations.NullMarked;
