// The application has shown whose session it is: nobody needs to confirm what they have just asked for.
document.querySelector('[data-at-once]').click();
