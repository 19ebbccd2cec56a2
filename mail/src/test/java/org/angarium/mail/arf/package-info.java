@NullMarked
package org.angarium.mail.arf;

import org.jspecify.annotations.NullMarked;
