@NullMarked
package org.angarium.mail.dmarc.report;

import org.jspecify.annotations.NullMarked;
