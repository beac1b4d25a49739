import { css } from 'lit';

/** A row that goes on beside an edge, as places to go to and tabs do where there is little room, fades out there. */
export const edgesStyles = css`
  @supports (animation-timeline: scroll(self inline)) {
    .nav ul,
    .tabs {
      mask: linear-gradient(to right, transparent, black 3em calc(100% - 3em), transparent) 50% /
        calc(100% + 6em);
      animation: edges linear both;
      animation-timeline: scroll(self inline);
    }
  }
  @keyframes edges {
    from {
      mask-position: 100%;
      mask-size: calc(100% + 3em);
    }
    10%,
    90% {
      mask-size: 100%;
    }
    to {
      mask-position: 0;
      mask-size: calc(100% + 3em);
    }
  }
`;
