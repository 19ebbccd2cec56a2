@NullMarked
package org.angarium.mail.spf;

import org.jspecify.annotations.NullMarked;
